/* Signing in: say in words when a passkey does not work; show and hide the password. Pages work without this file. */
(function () {
  'use strict';
  document.addEventListener('allauth.error', function (event) {
    var trouble = document.getElementById('passkey-trouble');
    if (!trouble) return;
    event.preventDefault();
    trouble.hidden = false;
  });
  document.querySelectorAll('[data-show]').forEach(function (button) {
    var field = document.getElementById(button.dataset.show);
    var words = [button.textContent, button.dataset.hideWord];
    button.hidden = false;
    button.addEventListener('click', function () {
      var shown = field.type === 'text';
      field.type = shown ? 'password' : 'text';
      button.textContent = words[shown ? 0 : 1];
      field.focus();
    });
  });
  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });
})();

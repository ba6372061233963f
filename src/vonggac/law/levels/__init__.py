"""The five levels as dated data: criteria, questions, authority, clocks, hosting, dossier; read by `load` and `procedures`."""

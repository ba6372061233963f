// What script/assets does: copies fonts and htmx, purges Tabler's CSS to what our pages use, cuts the icon sprite, writes ASSETS.json.
// Build time only; the output is committed and tests compare its hashes.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "..", "src", "vonggac");
const out = join(source, "apps", "face", "static", "face");
const modules = join(here, "node_modules");
const built = [];

function walk(folder, ends) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" || entry.name === "vendor" ? [] : walk(path, ends);
    return ends.some((end) => entry.name.endsWith(end)) ? [path] : [];
  });
}

function keep(path, from, licence) {
  const bytes = readFileSync(path);
  built.push({
    file: relative(out, path).replaceAll("\\", "/"), from, licence, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
}

function version(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
}

function fonts() {
  const faces = [
    ["be-vietnam-pro", "latin", 400], ["be-vietnam-pro", "vietnamese", 400], ["be-vietnam-pro", "latin", 600],
    ["be-vietnam-pro", "vietnamese", 600], ["jetbrains-mono", "latin", 400], ["jetbrains-mono", "vietnamese", 400], ["jetbrains-mono", "latin", 600],
  ];
  for (const [family, subset, weight] of faces) {
    const name = `${family}-${subset}-${weight}-normal.woff2`;
    const to = join(out, "vendor", "fonts", name);
    copyFileSync(join(modules, "@fontsource", family, "files", name), to);
    keep(to, `@fontsource/${family} ${version(`@fontsource/${family}`)}`, "OFL-1.1");
  }
}

// Classes that pages may use before the next build: layout and spacing only; components are ours, in theme.css.
const ALWAYS = [
  /^(m|p)[tbsexy]?-(0|1|2|3|4|5|auto)$/, /^g[xy]?-[0-5]$/, /^(row|col|visually-hidden|table|form-|btn|input-group|was-)/, /^col(-(sm|md|lg|xl))?(-(\d+|auto))?$/,
  /^d-((sm|md|lg)-)?(none|block|flex|grid|inline|inline-block|inline-flex|table-cell)$/, /^(flex|justify-content|align-items|align-self|order)-/,
  /^gap-[0-5]$/, /^(w|h)-(25|50|75|100|auto)$/, /^text-(start|end|center|wrap|nowrap|break)$/, /^float-/, /^(overflow|position)-/, /^list-(unstyled|inline)/,
  /^(border|rounded)(-0)?$/, /^ms-auto$/, /^me-auto$/, /^mb-0$/, /^h[1-6]$/, /^fw-/, /^d-print-/,
];
// Never used here: whole families of Tabler components whose names begin like something we keep.
const NEVER = [
  /^btn-(?!primary$|sm$|danger$|check$)/, /^form-(?!control$|control-sm$|select$|label$|hint$|check$|check-input$|check-label$|text$)/, /^table-(?!responsive$)/,
  /^row-(?!cols)/, /^col-(?!(sm|md|lg|xl)?-?(\d+|auto)$)/, /^was-/, /^input-group-(?!text$)/, /^(g|gx|gy)-(sm|md|lg|xl|xxl)/,
];

async function tabler() {
  const files = walk(source, [".html", ".py", ".mjs"]).concat(walk(join(out), [".js"]).filter((path) => !path.includes("vendor")));
  const raw = readFileSync(join(modules, "@tabler", "core", "dist", "css", "tabler.min.css"), "utf8");
  const [{ css }] = await new PurgeCSS().purge({
    content: files, css: [{ raw }], variables: true, keyframes: true, fontFace: true,
    dynamicAttributes: ["type", "multiple", "size", "disabled", "readonly", "checked", "open", "role", "for", "aria-current"],
    safelist: { standard: [...ALWAYS, "html", "body", /^data-bs-theme/, /^:/], deep: [], greedy: [] },
    blocklist: NEVER,
    extractors: [{ extensions: ["html", "py", "js", "mjs"], extractor: (text) => text.match(/[A-Za-z0-9_:/-]+/g) ?? [] }],
  });
  const licence = "/*! Tabler " + version("@tabler/core") + ", MIT, Copyright the Tabler authors; contains Bootstrap, MIT. Purged by script/assets. */\n";
  const to = join(out, "vendor", "tabler.css");
  writeFileSync(to, licence + css.replace(/\/\*#?\s*# sourceMappingURL=.*?\*\//g, "").replace(/\/\*![\s\S]*?\*\//g, "").replace(/url\((["']?)https?:[^)]*\)/g, "none") + "\n");
  keep(to, `@tabler/core ${version("@tabler/core")}`, "MIT");
}

function htmx(path) {
  const to = join(out, "vendor", "htmx-2.min.js");
  writeFileSync(to, readFileSync(path, "utf8").replace(/\n?\/\/# sourceMappingURL=.*$/gm, ""));
  keep(to, "htmx 2, as carried by django-htmx", "0BSD");
}

function iconNames() {
  const ours = new Set([...readFileSync(join(here, "shapes.svg"), "utf8").matchAll(/<symbol id="([^"]+)"/g)].map((found) => found[1]));
  const names = new Set(readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean));
  const patterns = [/<c-icon name="([a-z0-9-]+)"/g, /\{% icon ["']([a-z0-9-]+)["']/g, /\bicon="([a-z0-9-]+)"/g, /\bicon\(["']([a-z0-9-]+)["']\)/g];
  for (const path of walk(source, [".html", ".py"])) {
    const text = readFileSync(path, "utf8");
    for (const pattern of patterns) for (const found of text.matchAll(pattern)) names.add(found[1]);
  }
  return [...names].filter((name) => !ours.has(name)).sort();
}

function sprite() {
  const symbols = iconNames().map((name) => {
    const path = join(modules, "@tabler", "icons", "icons", "outline", `${name}.svg`);
    if (!existsSync(path)) throw new Error(`there is no icon "${name}"`);
    const inner = readFileSync(path, "utf8").replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  const shapes = readFileSync(join(here, "shapes.svg"), "utf8").match(/<symbol[\s\S]*?<\/symbol>/g);
  const to = join(out, "icons.svg");
  writeFileSync(to, `<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons ${version("@tabler/icons")}, MIT, Copyright Pawel Kuna; shapes of 16 by 16 are ours -->\n${symbols.concat(shapes).join("\n")}\n</svg>\n`);
  keep(to, `@tabler/icons ${version("@tabler/icons")} and our own shapes`, "MIT");
}

mkdirSync(join(out, "vendor", "fonts"), { recursive: true });
fonts();
await tabler();
htmx(process.argv[2]);
sprite();
built.sort((a, b) => (a.file < b.file ? -1 : 1));
writeFileSync(join(out, "ASSETS.json"), JSON.stringify({ built_by: "script/assets", files: built }, null, 1) + "\n");
for (const asset of built) console.log(String(asset.gzip).padStart(7), asset.file);

// Copies the pinned htmx and draws the icon sprite from icons.txt, both into ../static.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;

mkdirSync("../static/vendor", { recursive: true });
mkdirSync("../static/img", { recursive: true });

copyFileSync("node_modules/htmx.org/dist/htmx.min.js", `../static/vendor/htmx-${version("htmx.org")}.min.js`);

const names = readFileSync("icons.txt", "utf8").split("\n").filter(Boolean);
const symbols = names.map((name) => {
  const source = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const shapes = source
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none"[^>]*\/>/g, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
});
const licence = `Tabler Icons ${version("@tabler/icons")}, MIT, https://tabler.io/icons`;
writeFileSync(
  "../static/img/icons.svg",
  `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${licence} -->\n${symbols.join("\n")}\n</svg>\n`,
);

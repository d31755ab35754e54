// Small comforts. Every page works without them.
import { quickExit } from "./exit";
import { guardForms } from "./forms";
import { showWhoElse } from "./present";
import { showWhenNeeded } from "./when";

quickExit();
guardForms();
showWhenNeeded();
showWhoElse();

for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Whoever pressed a button of one part of a page stays there.
if (!location.hash) document.querySelector<HTMLElement>("[data-problems]")?.focus();

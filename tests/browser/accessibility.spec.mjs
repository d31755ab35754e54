// Every page passes axe's rules of WCAG 2.2 AA, in both languages, on a phone and on a computer.
// Each page is kept as a picture in `shots`, to be looked at.
import { answer, begin, newDebt, press, save } from "./support/form.mjs";
import { LANGUAGES, MISTAKES, eachOwnPage, eachPublicPage } from "./support/pages.mjs";
import { signIn, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";
import { keepPicture, usable } from "./support/usable.mjs";

const SIZES = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 800 } };
const NAMES = { th: "in Thai", en: "in English" };

for (const [width, viewport] of Object.entries(SIZES)) {
  for (const lang of LANGUAGES) {
    test.describe(`${lang} at ${width}`, () => {
      test.use({ viewport });
      const where = `${NAMES[lang]} at ${width} pixels`;

      async function look(page, name) {
        await expect(page.locator("html")).toHaveAttribute("lang", lang);
        await keepPicture(page, lang, width, name);
        await usable(page, `${name} ${where}`);
      }

      test(`every public page is accessible ${where}`, async ({ page }) => {
        await eachPublicPage(page, lang, (name) => look(page, name));
      });

      test(`every page of a registration is accessible ${where}`, async ({ page }) => {
        await eachOwnPage(page, lang, (name) => look(page, name));
      });

      // The parts are the same at every width.
      if (width !== "360") return;
      test(`every page with mistakes is accessible ${where}`, async ({ page }) => {
        await signIn(page, someone(), lang);
        await press(page, page.locator("main form button"));
        await look(page, "start-mistakes");
        await begin(page, lang);
        await page.goto("/registration/debts");
        await newDebt(page, lang);
        await page.goto("/registration/debts");
        await press(page, page.locator("main form button"));
        await look(page, "debts-mistakes");
        for (const [address, answers] of MISTAKES) {
          await page.goto(address);
          await answer(page, answers);
          await save(page, lang);
          await expect(page.locator("[data-problems]")).toBeFocused();
          await look(page, `${address.split("/").at(-1)}-mistakes`);
        }
        await page.goto("/registration/attachments");
        await press(page, page.getByRole("button", { name: say(lang, "attachments-send") }));
        await look(page, "attachments-mistakes");
        await page.goto("/registration/check");
        await look(page, "check-mistakes");

        // Another tab removes the debt meanwhile.
        await page.goto("/registration/debts/1/wishes");
        await answer(page, { "other-words": "still here" });
        const tab = await page.context().newPage();
        await tab.goto("/registration/debts/1/remove");
        await press(tab, tab.locator("main form button"));
        await tab.close();
        await save(page, lang);
        await look(page, "debt-gone");
        await press(page, page.locator("#as-new"));
        await page.goto("/registration/debts/2/wishes");
        await expect(page.locator("#other-words")).toHaveValue("still here");
      });
    });
  }
}

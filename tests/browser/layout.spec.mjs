// No page has to be scrolled sideways: not on the smallest phone, not when it is enlarged.
import { LANGUAGES, eachOwnPage, eachPublicPage } from "./support/pages.mjs";
import { expect, test } from "./support/story.mjs";

/** 640 stands for a screen of 1280 enlarged to 200%. */
const WIDTHS = [320, 360, 640];

/** What reaches out of the window, or nothing. */
const tooWide = () => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((part) => part.getBoundingClientRect().right > width + 1);
  return wide.map((part) => `${part.tagName}.${part.className}: ${part.textContent.trim().slice(0, 40)}`);
};

for (const lang of LANGUAGES) {
  const language = { th: "Thai", en: "English" }[lang];

  const fits = (page) => async (name) => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 740 });
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
      expect.soft(await page.evaluate(tooWide), `${name} at ${width}`).toEqual([]);
    }
  };

  test(`every public page fits a narrow window in ${language}`, async ({ page }) => {
    await eachPublicPage(page, lang, fits(page));
  });

  test(`every page of a registration fits a narrow window in ${language}`, async ({ page }) => {
    await eachOwnPage(page, lang, fits(page));
  });
}

// What the law may say is owed, on a phone, by anyone: with and without scripts, in both languages.
// Each page is kept as a picture in `shots`, to be looked at.
import { FIVE_A_MONTH } from "./support/cases.mjs";
import { OWN_PAGES, addDebt, answer, answerPages, begin, press } from "./support/form.mjs";
import { LANGUAGES } from "./support/pages.mjs";
import { signIn, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";
import { keepPicture, usable } from "./support/usable.mjs";

const LATER = 20 * 1024;

/** 40,000 baht at 10% a month, paid 4,000 a month for three years: an ordinary loan with 36 payments. */
const LOAN = { received: "๔๐,๐๐๐", written: "60,000", "borrowed-day": "5", "borrowed-month": "1", "borrowed-year": "2566" };
const TERMS = { "terms-kind": "percent", rate: "10", "rate-period": "month" };
const PAID = { "paid-how": "regular", "paid-each": "4k", "paid-count": "36", "paid-period": "month" };
const LAST = { "regular-last-day": "5", "regular-last-month": "1", "regular-last-year": "2569" };

async function look(page, lang, name, where) {
  await expect(page.locator("html")).toHaveAttribute("lang", lang);
  await keepPicture(page, lang, 360, name);
  await usable(page, `${name} ${where}`);
}

for (const lang of LANGUAGES) {
  const language = { th: "Thai", en: "English" }[lang];

  test(`anyone works out what is owed, and the answer is accessible in ${language}`, async ({ page, baseURL }) => {
    await page.context().addCookies([{ name: "language", value: lang, url: baseURL }]);
    await page.goto("/calculator");
    await look(page, lang, "calculator", language);
    await expect(page.locator("#rate")).toBeHidden();
    await answer(page, { ...LOAN, ...TERMS, ...PAID, ...LAST, claimed: "60,000" });

    const devtools = await page.context().newCDPSession(page);
    let bytes = 0;
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await devtools.send("Network.enable");
    await press(page, page.getByRole("button", { name: say(lang, "calculator-go"), exact: true }).last());
    await expect(page.locator(".result__answer")).toBeVisible();
    await page.waitForLoadState("networkidle");
    console.log(`     ${language}: the answer takes ${(bytes / 1024).toFixed(1)} KB`);
    expect.soft(bytes, "the answer over the wire").toBeLessThanOrEqual(LATER);

    await expect(page.locator("[data-balance=void-interest]")).toHaveText("0.00");
    expect(new URL(page.url()).search).toBe("");
    await look(page, lang, "calculator-answer", language);
    await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    await look(page, lang, "calculator-answer-steps", language);
    await page.emulateMedia({ media: "print" });
    await keepPicture(page, lang, 360, "calculator-answer-print");
    await page.emulateMedia({ media: "screen" });

    // The document, then another figure: the form still has everything.
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: say(lang, "calculator-pdf") }).click();
    expect((await download).suggestedFilename()).toBe("plodnee-calculation.pdf");
    await expect(page.locator("#paid-each")).toHaveValue("4k");
    await page.locator("#paid-count").fill("3");
    await press(page, page.getByRole("button", { name: say(lang, "calculator-go"), exact: true }).last());
    await expect(page.locator("[data-balance=void-interest]")).toHaveText("28,000.00");
  });

  test(`mistakes in the calculator are named in ${language}`, async ({ page, baseURL }) => {
    await page.context().addCookies([{ name: "language", value: lang, url: baseURL }]);
    await page.goto("/calculator");
    await answer(page, { received: "10.000", "terms-kind": "percent", "paid-how": "list" });
    await page.locator("#payment-date-0").fill("1/13/2566");
    await press(page, page.getByRole("button", { name: say(lang, "calculator-go"), exact: true }).last());
    await expect(page.locator("[data-problems]")).toBeFocused();
    await look(page, lang, "calculator-mistakes", language);
    await expect(page.locator("#received")).toHaveValue("10.000");
  });

  test.describe("without scripts", () => {
    test.use({ javaScriptEnabled: false });
    test(`the calculator works without scripts in ${language}`, async ({ page, baseURL }) => {
      await page.context().addCookies([{ name: "language", value: lang, url: baseURL }]);
      await page.goto("/calculator");
      await page.locator("#received").fill("40000");
      await page.locator('[name="terms-kind"][value="percent"]').check();
      await page.locator("#rate").fill("10");
      await page.locator('[name="rate-period"][value="month"]').check();
      await page.locator('[name="paid-how"][value="list"]').check();
      for (let row = 0; row < 5; row += 1) {
        await page.locator(`#payment-date-${row}`).fill(`5/${row + 1}/2566`);
        await page.locator(`#payment-amount-${row}`).fill("4000");
      }
      await press(page, page.locator('[name="more"]'));
      await expect(page.locator('label[for="payment-date-5"]'), "the first of the new rows, below the quick exit").toBeInViewport();
      await page.locator("#payment-date-5").fill("5/6/2566");
      await page.locator("#payment-amount-5").fill("4000");
      await press(page, page.locator("main form.calculator button:not([name])").last());
      await expect(page.locator("[data-balance=void-interest]")).toHaveText("16,000.00");
      await keepPicture(page, lang, 360, "calculator-without-scripts");
      // In the other language, with everything typed.
      await press(page, page.locator('button[name="language"]'));
      await expect(page.locator("html")).toHaveAttribute("lang", lang === "th" ? "en" : "th");
      await expect(page.locator("[data-balance=void-interest]")).toHaveText("16,000.00");
    });
  });
}

test("after the document of a debt the other button of the form works at once", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  await answerPages(page, "th", OWN_PAGES, FIVE_A_MONTH.life);
  await addDebt(page, "th", FIVE_A_MONTH.debts[0]);
  await page.goto("/registration/debts/1/balance");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: say("th", "calculator-pdf") }).click();
  await download;
  await press(page, page.getByRole("button", { name: say("th", "calculation-debt-try") }));
  await expect(page).toHaveURL(/\/calculator$/);
});

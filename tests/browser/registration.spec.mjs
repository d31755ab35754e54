// A debtor registers, from the first page to a receipt that verifies, and says only what they know.
import { readFile } from "node:fs/promises";
import { FIVE_A_MONTH, FOURTEEN_LENDERS, NOTHING_KNOWN, TEN_A_MONTH } from "./support/cases.mjs";
import { OWN_PAGES, addDebt, answerPages, begin, goToCheck, press, submit } from "./support/form.mjs";
import { MALI, SAW, SOMMOT, THONGBAI, signIn, signInByPhone, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";

/** Walks through everything and gives the tracking number; the receipt is on the screen then. `check` reads the answers. */
async function register(page, lang, person, story, check = async () => {}) {
  await page.goto("/");
  if (lang === "en") await press(page, page.getByRole("link", { name: "English" }));
  await press(page, page.getByRole("link", { name: say(lang, "landing-start") }));
  await signInByPhone(page, lang, person);
  await expect(page.locator("main")).toContainText(person.name);
  await begin(page, lang);
  await answerPages(page, lang, OWN_PAGES, story.life);
  for (const debt of story.debts) await addDebt(page, lang, debt);
  await goToCheck(page, lang);
  await check();
  return submit(page, lang);
}

/** The PDF is one; the link on the receipt leads to a page that vouches for it and names nobody. */
async function verify(page, lang, person, number) {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: say(lang, "receipt-pdf") }).click();
  const pdf = await readFile(await (await download).path());
  expect(pdf.subarray(0, 4).toString()).toBe("%PDF");
  expect(pdf.length).toBeGreaterThan(5_000);

  await press(page, page.getByRole("link", { name: say(lang, "receipt-verify") }));
  const main = page.locator("main");
  await expect(main).toContainText(say(lang, "verify-genuine"));
  await expect(main).toContainText(number);
  await expect(main).not.toContainText(person.name);
}

test("a debtor with 40,000 baht at 10% a month registers in Thai on a phone", async ({ page }) => {
  const number = await register(page, "th", MALI, TEN_A_MONTH);
  expect(number).toMatch(/^PN-\d\d-4901-[0-9A-Z]{5}-[0-9A-Z]$/);
  await verify(page, "th", MALI, number);
  await page.goto("/registration/versions/1");
  for (const said of ["เจ๊หมวย", "40,000", "44,000", "12,000", "ข่มขู่", "ตลาดสดเทศบาล"]) {
    await expect(page.locator("main")).toContainText(said);
  }
});

test.describe("on a computer", () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test("a debtor with 130,000 baht at 5% a month registers in English", async ({ page }) => {
    const number = await register(page, "en", SOMMOT, FIVE_A_MONTH);
    expect(number).toMatch(/^PN-\d\d-1001-/);
    await verify(page, "en", SOMMOT, number);
    await page.goto("/registration/versions/1");
    for (const said of ["130,000", "6,500", "street musician", "+66 81 234 5678"]) {
      await expect(page.locator("main")).toContainText(said);
    }
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a debtor with 14 lenders known by nicknames registers in Thai", async ({ page }) => {
    const number = await register(page, "th", THONGBAI, FOURTEEN_LENDERS, async () => {
      const debts = page.locator("main details:has(> summary h2)");
      await expect(debts, "many debts are folded").toHaveCount(14);
      await debts.last().locator("> summary").click();
      await expect(debts.last().getByText("520 บาท")).toBeVisible();
    });
    await expect(page.locator("main")).toContainText("14");
    await verify(page, "th", THONGBAI, number);
    await page.goto("/registration/versions/1");
    await expect(page.locator("main")).toContainText("เฮียคนที่ 14 หมวกกันน็อก");
    await expect(page.getByText("520 บาท")).toHaveCount(14);
  });

  test("a debtor who knows nothing of the creditor registers in English", async ({ page }) => {
    const number = await register(page, "en", SAW, NOTHING_KNOWN);
    await verify(page, "en", SAW, number);
  });
});

// The same cases in the other language, and with and without scripts; the phone is walked above.
for (const [name, story] of Object.entries({ FIVE_A_MONTH, FOURTEEN_LENDERS, TEN_A_MONTH })) {
  for (const lang of ["th", "en"]) {
    for (const javaScriptEnabled of [true, false]) {
      test.describe(`${name} in ${lang}, scripts ${javaScriptEnabled ? "on" : "off"}`, () => {
        test.use({ javaScriptEnabled });

        test("the case is registered and its receipt verifies", async ({ page }) => {
          await signIn(page, someone(), lang);
          await begin(page, lang);
          await answerPages(page, lang, OWN_PAGES, story.life);
          for (const debt of story.debts) await addDebt(page, lang, debt);
          await goToCheck(page, lang);
          const number = await submit(page, lang);
          await press(page, page.getByRole("link", { name: say(lang, "receipt-verify") }));
          await expect(page.locator("main")).toContainText(say(lang, "verify-genuine"));
          await expect(page.locator("main")).toContainText(number);
        });
      });
    }
  }
}

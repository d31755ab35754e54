// At the counter: an officer registers a debtor without touching the mouse, in less time than the debtor has patience.
import { answer, press } from "./support/form.mjs";
import { LANGUAGES } from "./support/pages.mjs";
import { signInOfficer, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";
import { keepPicture, usable } from "./support/usable.mjs";

test.use({ viewport: { width: 1280, height: 800 } });

/**
 * One key of somebody who types at work but is no typist, in milliseconds: K of the keystroke-level model, 40 words a
 * minute (Card, Moran and Newell, The keystroke-level model for user performance time with interactive systems,
 * Communications of the ACM 23(7), 1980, table I: "average non-secretary typist").
 */
const A_KEY = 280;
/** Looking at a page that has come, before the hands move: two mental preparations M of the same model, 1.35 s each,
 * and something over. Milliseconds. */
const A_PAGE = 3_000;
/** What a whole registration with one creditor may take at that pace. Milliseconds. */
const THREE_MINUTES = 180_000;
/** The characters for which a Thai keyboard (Kedmanee) needs Shift. */
const WITH_SHIFT = new Set("๐ฎฑธํ๊ณฯญฐฤฆฏโฌ็๋ษศซฉฮฺ์ฒฬฦ");

/** Hands on a keyboard, which count what they press. */
class Hands {
  keys = 0;
  pages = 1;

  constructor(page) {
    this.page = page;
  }

  async press(key) {
    this.keys += key.split("+").length;
    await this.page.keyboard.press(key);
  }

  /** Thai on a Thai keyboard is one key a character, or two with Shift. */
  async type(text) {
    for (const character of text) this.keys += WITH_SHIFT.has(character) ? 2 : 1;
    await this.page.keyboard.type(text);
  }

  /** Presses Tab until a field is reached. */
  async to(name) {
    await this.page.waitForLoadState();
    for (let presses = 0; presses < 150; presses += 1) {
      await this.press("Tab");
      if ((await this.page.evaluate(() => document.activeElement?.getAttribute("name"))) === name) return;
    }
    throw new Error(`the field ${name} cannot be reached with Tab`);
  }

  /** Goes to a field and types. */
  async fill(name, text) {
    await this.to(name);
    await this.type(text);
  }

  /** Goes to a group and chooses its first answer, or one further down. */
  async choose(name, further = 0) {
    await this.to(name);
    await this.press("Space");
    for (let index = 0; index < further; index += 1) await this.press("ArrowDown");
  }

  /** Enter, and the page that comes. */
  async enter(address) {
    await this.press("Enter");
    await expect(this.page).toHaveURL(address);
    this.pages += 1;
  }

  /** How long it takes at the pace above. Milliseconds. */
  get time() {
    return this.keys * A_KEY + this.pages * A_PAGE;
  }
}

test("an officer registers a debtor by keyboard alone in under three minutes", async ({ page }) => {
  await signInOfficer(page, "3990100000157", "4901");
  await page.goto("/office/intake");
  const hands = new Hands(page);
  const number = someone();

  await hands.fill("card-number", number);
  await hands.enter(/\/office\/intake$/);
  await expect(page.getByRole("heading", { name: say("th", "intake-begin-title") })).toBeVisible();
  await hands.fill("card-title", "นาย");
  await hands.fill("card-given", "สมชาย");
  await hands.fill("card-family", "ทดสอบคีย์บอร์ด");
  await hands.fill("card-birth-day", "7");
  await hands.fill("card-birth-month", "3");
  await hands.fill("card-birth-year", "2510");
  await hands.choose("card-gender");
  await hands.fill("card-address", "99/9 หมู่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร");
  await hands.choose("proof", 1);
  await hands.to("notice-read");
  await hands.press("Space");
  await hands.enter(/\/office\/intake\/[0-9a-f-]{36}$/);

  await hands.fill("phone", "0812345678");
  await hands.choose("phone-shared", 1);
  await hands.choose("contact-hours");
  await hands.choose("not-at-home");
  await hands.fill("safe-word", "ดอกบัว");
  await expect(page.locator('[name="district"]')).toHaveValue("4901");
  await expect(page.locator('[name="subdistrict"]')).toHaveValue("490101");
  await hands.choose("office-choice");
  await hands.to("occupation");
  await hands.type("ค้า");
  await hands.fill("income", "12000");
  await hands.fill("expenses", "9000");
  await hands.fill("dependants", "2");
  await hands.enter(/\/debts\/1$/);

  await hands.choose("creditor-kind", 1);
  await hands.fill("creditor-alias", "เจ๊หมวย");
  await hands.fill("creditor-phones", "0899999999");
  await hands.fill("creditor-place", "ตลาดสดเทศบาล หลังร้านทอง");
  await hands.fill("borrowed-month", "1");
  await hands.fill("borrowed-year", "2566");
  await hands.fill("written", "60000");
  await hands.fill("received", "40000");
  await hands.choose("terms-kind");
  await hands.fill("rate", "10");
  await hands.choose("rate-period", 2);
  await hands.choose("paid-how", 1);
  await hands.fill("paid-total", "44000");
  await hands.fill("claimed", "40000");
  await hands.choose("contract", 2);
  await hands.choose("conduct");
  await hands.choose("urgent", 1);
  await hands.choose("wish");
  await hands.fill("other-words", "อยากผ่อนน้อยลง");
  await hands.press("Tab");
  await hands.enter(/\/check$/);

  await expect(page.locator("main")).toContainText("เจ๊หมวย");
  await tabToButton(hands, say("th", "check-submit"));
  await hands.enter(/\/receipt$/);
  await expect(page.locator(".tracking")).toHaveText(/^PN-\d\d-4901-/);

  console.log(`${hands.keys} keys, ${hands.pages} pages, ${Math.round(hands.time / 1000)} s`);
  expect(hands.time).toBeLessThan(THREE_MINUTES);

  await tabToButton(hands, say("th", "intake-next-person"));
  await hands.enter(/\/office\/intake$/);
});

async function tabToButton(hands, name) {
  await hands.page.waitForLoadState();
  for (let presses = 0; presses < 150; presses += 1) {
    await hands.press("Tab");
    if ((await hands.page.evaluate(() => document.activeElement?.textContent.trim())) === name) return;
  }
  throw new Error(`the button ${name} cannot be reached with Tab`);
}

for (const width of [360, 1280]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 800 } });

    test(`the pages of the counter are accessible at ${width} pixels, and none is wider than the screen`, async ({ page }) => {
      // An officer is signed in once at a time: each width has its own.
      const [officer, unit] = width === 360 ? ["3990200000329", "4902"] : ["1990100001238", "49"];
      await signInOfficer(page, officer, unit);
      const look = async (name, lang = "th") => {
        await keepPicture(page, lang, width, `intake-${name}`);
        await usable(page, `intake-${name} ${lang}`);
      };
      /** The same page in every language. */
      const lookInEach = async (name) => {
        for (const lang of LANGUAGES.toReversed()) {
          await page.goto(`/language/${lang}?back=${new URL(page.url()).pathname}`);
          await look(name, lang);
        }
      };
      await page.goto("/office/intake");
      await look("search");
      await press(page, page.locator("main form button").first());
      await look("search-mistakes");
      const number = someone();
      await page.locator("#card-text").fill(`${number}|นาย#สมชาย##ทดสอบเมาส์|25100307|1`);
      await press(page, page.locator("main form button").first());
      await look("begin");
      await press(page, page.locator("main form button"));
      await look("begin-mistakes");
      await page.locator("#notice-read").check();
      await press(page, page.locator("main form button"));
      await expect(page).toHaveURL(/\/intake\/[0-9a-f-]{36}$/);
      await look("sheet");
      const sheet = page.url();
      await answer(page, { phone: "12345", "contact-hours": ["morning", "unknown"], income: "ten" });
      await press(page, page.getByRole("button", { name: say("th", "intake-first-debt") }).last());
      await look("sheet-mistakes");
      await answer(page, { province: "49" });
      await press(page, page.getByRole("button", { name: say("th", "intake-areas") }));
      await answer(page, { district: "4901" });
      await press(page, page.getByRole("button", { name: say("th", "intake-areas") }));
      const office = { "office-choice": "other", "office-code": unit };
      const good = { phone: "0812345678", subdistrict: "490101", ...office, income: "12000" };
      await page.locator('[name="contact-hours"][value="unknown"]').uncheck();
      await answer(page, good);
      await press(page, page.getByRole("button", { name: say("th", "intake-first-debt") }).last());
      await expect(page).toHaveURL(/\/debts\/1$/);
      await look("debt");
      await answer(page, { "creditor-alias": "เจ๊หมวย", "paid-how": "list", received: "40k" });
      await press(page, page.getByRole("button", { name: say("th", "intake-next"), exact: true }).last());
      await expect(page).toHaveURL(/\/check$/);
      await look("check");
      await page.goto(sheet);
      await look("sheet-again");
      await page.goto(`${sheet}/attachments`);
      await lookInEach("attachments");
      await press(page, page.getByRole("button", { name: say("th", "attachments-send") }));
      await look("attachments-mistakes");
      const files = ["สัญญากู้เงิน.pdf", `${"รูปถ่ายใบเสร็จที่ร้านค้า".repeat(5)}.pdf`];
      for (const name of files) {
        const buffer = Buffer.from(`%PDF-1.7 ${name}`);
        await page.locator("#file").setInputFiles({ name, mimeType: "application/pdf", buffer });
        await press(page, page.getByRole("button", { name: say("th", "attachments-send") }));
      }
      await expect(page.locator(".files li")).toHaveCount(2);
      await lookInEach("attachments-some");
      await page.goto(`${sheet}/check`);
      await press(page, page.getByRole("button", { name: say("th", "check-submit") }));
      await look("receipt");
      await press(page, page.getByRole("link", { name: say("th", "intake-complete") }));
      await expect(page).toHaveURL(/\/visit$/);
      await lookInEach("visit");
      await press(page, page.locator("main form button"));
      await look("visit-mistakes");
    });
  });
}


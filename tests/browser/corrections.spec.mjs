// Two officers correct one page of answers: the second sees both values, chooses field by field, and loses nothing.
import { NOTHING_KNOWN } from "./support/cases.mjs";
import { findFile, openFile } from "./support/desk.mjs";
import { OWN_PAGES, addDebt, answer, answerPages, begin, goToCheck, press, submit } from "./support/form.mjs";
import { signIn, signInOfficer, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";
import { usable } from "./support/usable.mjs";

const HEAD = "3990100000301";
const MEDIATOR = "3990100000319";

// One officer has one session at a time: these stories share two officers.
test.describe.configure({ mode: "serial" });

/** A debtor who left LINE and telephone with office 4901; gives the number of the registration. */
async function registered(page) {
  const life = { ...NOTHING_KNOWN.life, contact: { phone: "0812345678", "phone-shared": "no", line: "at.first" } };
  await signIn(page, someone());
  await begin(page);
  await answerPages(page, "th", OWN_PAGES, life);
  await addDebt(page, "th", {});
  await goToCheck(page, "th");
  return submit(page, "th");
}

for (const width of [360, 1280]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 800 } });

    test(`whoever saves second chooses between both values at ${width} pixels`, async ({ page, anotherBrowser }) => {
      const debtor = await anotherBrowser();
      const second = await anotherBrowser();
      const number = await registered(debtor);
      await signInOfficer(page, HEAD, "4901");
      await signInOfficer(second, MEDIATOR, "4901");
      const file = await findFile(page, number);
      const address = `${file}/answers/0/contact`;
      await openFile(page, address);
      await openFile(second, address);
      await usable(page, "the page of a correction");

      const reason = "ลูกหนี้บอกทางโทรศัพท์";
      await answer(page, { phone: "0811111111", line: "first.line", "correction-reason": reason });
      await press(page, page.getByRole("button", { name: say("th", "correction-save") }).last());
      await expect(page.locator(".change")).toContainText("first.line");

      await answer(second, { phone: "0822222222", "phone-shared": "yes", "correction-reason": reason });
      await press(second, second.getByRole("button", { name: say("th", "correction-save") }).last());
      await expect(second.getByRole("heading", { level: 1 })).toHaveText(say("th", "correction-conflict-title"));
      await expect(second.getByRole("heading", { level: 1 })).toBeFocused();
      for (const value of ["0811111111", "0822222222", "first.line"]) {
        await expect(second.locator("main form")).toContainText(value);
      }
      await usable(second, "the page of a conflict");

      // What only one side changed is chosen already; what both changed is not, and is asked for.
      await expect(second.locator('[name="take-line"][value="file"]')).toBeChecked();
      await expect(second.locator('[name="take-phone-shared"][value="mine"]')).toBeChecked();
      await expect(second.locator('[name="take-phone"]:checked')).toHaveCount(0);
      await press(second, second.getByRole("button", { name: say("th", "conflict-save") }));
      await expect(second.locator("#take-phone-error")).toBeVisible();
      await second.locator('[name="take-phone"][value="mine"]').check();
      await press(second, second.getByRole("button", { name: say("th", "conflict-save") }));
      await expect(second.locator(".change").first()).toContainText("0822222222");
      await expect(second.locator("#phone")).toHaveValue("0822222222");
      await expect(second.locator("#line")).toHaveValue("first.line");

      await debtor.goto("/registration");
      await expect(debtor.locator(".change")).toHaveCount(2);
      await expect(debtor.locator(".change").first()).toContainText(reason);
      await usable(debtor, "the debtor's page");

      for (const other of [`${file}/calls`, `${file}/messages`, `${file}/transfer`]) {
        await openFile(page, other);
        await usable(page, other);
      }
      for (const other of ["/office/calls", "/office/transfers"]) {
        await page.goto(other);
        await usable(page, other);
      }
    });
  });
}

// Two officers and one file: taken up, handed over; who was overtaken sees both values and chooses again.
import { NOTHING_KNOWN } from "./support/cases.mjs";
import { findFile, openFile } from "./support/desk.mjs";
import { OWN_PAGES, addDebt, answer, answerPages, begin, goToCheck, press, submit } from "./support/form.mjs";
import { signIn, signInOfficer, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";
import { usable } from "./support/usable.mjs";

/** The head of the province, who appoints the officers of this story at an office of their own. */
const PROVINCE = "3990300000339";
const OFFICE = "4903";

test.describe.configure({ mode: "serial" });

async function appoint(page, pid, called, role) {
  await page.goto("/office/people/grant");
  await answer(page, { "citizen-number": pid, called, unit: OFFICE, role });
  await press(page, page.getByRole("button", { name: say("th", "grant-send"), exact: true }));
  await expect(page).not.toHaveURL(/grant$/);
}

/** A debtor who left their telephone with the office; gives the number of the registration. */
async function registered(page) {
  const life = {
    ...NOTHING_KNOWN.life,
    contact: { phone: "0899999999", "phone-shared": "yes" },
    safety: { "contact-hours": ["evening"], "not-at-home": "yes", "safe-word": "ดอกบัว" },
    district: { district: OFFICE },
    address: { subdistrict: `${OFFICE}01` },
    office: { "office-choice": "near" },
  };
  await signIn(page, someone());
  await begin(page);
  await answerPages(page, "th", OWN_PAGES, life);
  await addDebt(page, "th", { creditor: { "creditor-kind": "agent", "creditor-alias": "เจ๊หมวย" } });
  await goToCheck(page, "th");
  return submit(page, "th");
}

for (const width of [360, 1280]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 800 } });

    test(`a file is taken up and handed over, and who comes too late sees it at ${width} pixels`, async ({ page, anotherBrowser }) => {
      const number = await registered(await anotherBrowser());
      const [headPid, mediatorPid, intakePid] = [someone(), someone(), someone()];
      const province = await anotherBrowser();
      await signInOfficer(province, PROVINCE, "49");
      await appoint(province, headPid, "หัวหน้า", "head");
      await appoint(province, mediatorPid, "ผู้ไกล่เกลี่ย", "mediator");
      await appoint(province, intakePid, "ผู้รับลงทะเบียน", "intake");

      const head = await anotherBrowser();
      await signInOfficer(head, headPid, OFFICE);
      await signInOfficer(page, mediatorPid, OFFICE);
      await usable(page, "desk");
      const file = await findFile(page, number);
      await usable(page, "search");
      // "Back" from a file leads to what was found.
      await press(page, page.locator(`main .file a[href="${file}"]`).first());
      await expect(page).toHaveURL(/\/office\/cases\//);
      await page.goBack();
      await expect(page.locator(`main .file a[href="${file}"]`).first()).toBeVisible();
      await page.clock.install();
      await openFile(page, file);
      await usable(page, "file");
      await expect(page.locator(".safe-call")).toContainText("ดอกบัว");
      await press(page, page.getByRole("button", { name: say("th", "case-accept") }));
      await expect(page.locator("h1")).toContainText(say("th", "stage-accepted"));

      // Each sees that the other is there.
      await expect(page.locator("[data-present]")).toBeEmpty();
      await openFile(head, file);
      await expect(head.locator("[role=status]")).toBeVisible();
      // Who came first learns of it without doing anything: the page asks now and then.
      await page.clock.fastForward(41_000);
      await expect(page.locator("[data-present]")).not.toBeEmpty();
      await usable(page, "file with a colleague");

      // The head decides from a page drawn before the mediator hands the file over.
      const give = (who) => press(who, who.getByRole("button", { name: say("th", "case-give-button"), exact: true }));
      const choose = async (who, role) => {
        const option = who.locator("#to option", { hasText: say("th", `role-${role}`) }).first();
        await who.locator("#to").selectOption(await option.getAttribute("value"));
      };
      await head.goto(`${file}/assign`);
      await page.goto(file);
      await choose(page, "intake");
      await give(page);
      await expect(page).toHaveURL(new RegExp(`${file}$`));
      await choose(head, "head");
      await give(head);
      await expect(head.locator("#overtaken")).toContainText(say("th", "conflict-title"));
      await expect(head.locator(".conflict-was")).not.toHaveText(await head.locator(".conflict-is").innerText());
      await usable(head, "conflict");

      // Chosen again, with what is true now.
      await choose(head, "head");
      await give(head);
      await expect(head).toHaveURL(new RegExp(`${file}$`));
      await expect(head.locator("#overtaken")).toHaveCount(0);
    });
  });
}

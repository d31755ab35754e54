// Nothing that was typed is lost: not by a mistake, not by going back, not by pressing twice, not by a new phone.
import { NOTHING_KNOWN } from "./support/cases.mjs";
import { OWN_PAGES, addDebt, answer, answerPages, begin, goToCheck, press, save } from "./support/form.mjs";
import { signIn, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";

/** Everything answered as shortly as can be; the answers are on the screen, to be saved. */
async function readyToSubmit(page) {
  await signIn(page, someone());
  await begin(page);
  await answerPages(page, "th", OWN_PAGES, NOTHING_KNOWN.life);
  await addDebt(page, "th", {});
  await goToCheck(page, "th");
}

for (const [scripts, javaScriptEnabled] of [["with scripts", true], ["without scripts", false]]) {
  test.describe(scripts, () => {
    test.use({ javaScriptEnabled });

    test(`a mistake leaves every answer where it was ${scripts}`, async ({ page }) => {
      await signIn(page, someone());
      await begin(page);
      await answer(page, { phone: "12345", "phone-shared": "yes", line: "mali.t" });
      await save(page, "th");
      await expect(page.locator("#phone-error")).toBeVisible();
      await expect(page.locator("#phone")).toHaveValue("12345");
      await expect(page.locator("#line")).toHaveValue("mali.t");
      await expect(page.locator('[name="phone-shared"][value="yes"]')).toBeChecked();

      // The script moves the focus once; until then it would take it from a field.
      if (javaScriptEnabled) await expect(page.locator("[data-problems]")).toBeFocused();
      await answer(page, { phone: "081 234 5678" });
      await save(page, "th");
      await expect(page).toHaveURL(/\/form\/safety$/);
    });

    test(`the back button shows what was saved ${scripts}`, async ({ page }) => {
      await signIn(page, someone());
      await begin(page);
      await answer(page, { phone: "0812345678", line: "mali.t" });
      await save(page, "th");
      await answer(page, { "contact-hours": "evening", "safe-word": "ดอกบัว" });
      await save(page, "th");
      await expect(page).toHaveURL(/\/form\/province$/);
      await page.goBack();
      await expect(page.locator("#safe-word")).toHaveValue("ดอกบัว");
      await expect(page.locator('[value="evening"]')).toBeChecked();
      await page.goBack();
      await expect(page.locator("#phone")).toHaveValue("0812345678");
    });

    test(`pressing the last button twice makes one registration ${scripts}`, async ({ page }) => {
      await readyToSubmit(page);
      await page.getByRole("button", { name: say("th", "check-submit"), exact: true }).dblclick();
      await expect(page).toHaveURL(/\/receipt$/);
      const number = await page.locator(".tracking").innerText();
      await page.goto("/registration");
      await expect(page.locator("main")).toContainText(number);
      await expect(page.locator(".timeline li")).toHaveCount(1);

      await page.goto("/registration/start");
      await expect(page.locator("main")).toContainText(number);
    });
  });
}

test("someone who signs in on another phone goes on where they stopped", async ({ page, anotherBrowser }) => {
  const pid = someone();
  await signIn(page, pid);
  await begin(page);
  await answer(page, { phone: "0812345678" });
  await save(page, "th");
  await answer(page, { "safe-word": "ดอกบัว" });
  await save(page, "th");
  await expect(page).toHaveURL(/\/form\/province$/);

  const other = await anotherBrowser();
  await signIn(other, pid);
  await expect(other).toHaveURL(/\/registration$/);
  await press(other, other.getByRole("link", { name: say("th", "mine-continue") }));
  await expect(other, "the first page that is not saved").toHaveURL(/\/form\/province$/);
  await other.goto("/registration/form/contact");
  await expect(other.locator("#phone")).toHaveValue("0812345678");
  await other.goto("/registration/form/safety");
  await expect(other.locator("#safe-word")).toHaveValue("ดอกบัว");
});

// Photos and papers: what is a picture is taken, what only says so is refused and explained.
import { readFile } from "node:fs/promises";
import { begin, press } from "./support/form.mjs";
import { signIn, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";

/** The smallest picture: one grey dot. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOqBwAAgwCBnxMvZAAAAABJRU5ErkJggg==",
  "base64",
);

async function send(page, name, mimeType, buffer) {
  await page.locator("#file").setInputFiles({ name, mimeType, buffer });
  await press(page, page.getByRole("button", { name: say("th", "attachments-send") }));
}

test("a photo is kept, comes back as it was, and can be removed", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  await page.goto("/registration/attachments");
  await send(page, "สลิป.png", "image/png", PNG);
  const file = page.getByRole("link", { name: "สลิป.png" });
  await expect(file).toBeVisible();

  const download = page.waitForEvent("download");
  await file.click();
  expect(await readFile(await (await download).path())).toEqual(PNG);

  await press(page, page.getByRole("button", { name: `${say("th", "debts-remove")} สลิป.png` }));
  await expect(page.locator("main")).toContainText(say("th", "attachments-empty"));
});

test("a text that calls itself a photo is refused with the reason, and the others stay", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  await page.goto("/registration/attachments");
  await send(page, "contract.png", "image/png", PNG);
  await send(page, "photo.jpg", "image/jpeg", Buffer.from("this is not a photo"));
  await expect(page.locator("[data-problems]")).toContainText("photo.jpg");
  await expect(page.locator("#file-error")).toContainText("ไม่ใช่รูปหรือ PDF");
  await expect(page.locator(".files li")).toHaveCount(1);
});

test("a photo that was chosen but not sent goes along with the next step", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  await page.goto("/registration/attachments");
  await page.locator("#file").setInputFiles({ name: "chat.png", mimeType: "image/png", buffer: PNG });
  await press(page, page.getByRole("button", { name: say("th", "attachments-on") }));
  await expect(page).toHaveURL(/\/check$/);
  await page.goto("/registration/attachments");
  await expect(page.getByRole("link", { name: "chat.png" })).toBeVisible();
});

// Asks whether the sign-in was answered on the phone, and goes on when it was.
"use strict";
const waiting = document.querySelector("[data-poll]");
async function ask() {
  try {
    const answer = await fetch(waiting.dataset.poll, { cache: "no-store" });
    if (answer.status === 201) {
      location.replace((await answer.json()).data.redirectUri);
      return;
    }
    if (!answer.ok) {
      location.reload();
      return;
    }
    const { isScan } = (await answer.json()).data;
    waiting.textContent = isScan ? waiting.dataset.scanned : waiting.dataset.waiting;
  } catch {
    // The network is away for a moment: ask again.
  }
  setTimeout(ask, 1500);
}
if (waiting) setTimeout(ask, 1500);

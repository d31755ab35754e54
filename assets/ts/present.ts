/** How often is asked who else has a file open, in milliseconds, and how often at most: a page left alone lets its
 * session end in time. */
const EVERY = 40_000;
const TIMES = 20;

/** Keeps the line on a file's page that says which other officers have it open. */
export function showWhoElse(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-present]")) {
    let left = TIMES;
    const ask = async () => {
      left -= 1;
      if (!document.hidden) await renew(part);
      if (left > 0) setTimeout(ask, EVERY);
    };
    setTimeout(ask, EVERY);
  }
}

async function renew(part: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(part.dataset.present ?? "", { redirect: "error" });
    if (!answer.ok) return;
    const fresh = (await answer.text()).trim();
    // A screen reader is told again only of what is new.
    if (part.innerHTML.trim() !== fresh) part.innerHTML = fresh;
  } catch {
    // The network is gone or the session has ended: the page stays as it is.
  }
}

/** Where the tab notes when its visit was ended: a time, nothing else. Gone when the tab is closed. */
const ENDED = "ended";

/** Leaves at once: the page is emptied, the visit ended in the background, a harmless page shown in its place. */
export function quickExit(): void {
  stayGone();
  const link = document.querySelector<HTMLAnchorElement>("a.quick-exit");
  const to = link?.dataset.to;
  if (!link || !to) return;

  const leave = () => {
    note();
    document.title = "…";
    document.body.replaceChildren();
    // Outlives the page; its answer signs the person out. Where it fails, leaving still works.
    fetch(link.href, { keepalive: true, redirect: "manual" }).catch(() => {});
    location.replace(to);
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Escape three times, each within a second and a half of the one before.
  let times = 0;
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    times = event.timeStamp - last < 1500 ? times + 1 : 1;
    last = event.timeStamp;
    if (times === 3) leave();
  });
}

/** A page that the browser brings back from its memory is not shown again once the visit it belongs to has ended,
 * by leaving or by signing out: the server is asked what may still be seen. Before that, nothing typed is touched. */
function stayGone(): void {
  const loaded = Date.now();
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", note);
  addEventListener("pageshow", (event) => {
    if (!event.persisted || ended() < loaded) return;
    document.body.replaceChildren();
    location.reload();
  });
}

function note(): void {
  try {
    sessionStorage.setItem(ENDED, String(Date.now()));
  } catch {
    // A browser that keeps nothing; the server says "no-store" as well.
  }
}

function ended(): number {
  try {
    return Number(sessionStorage.getItem(ENDED));
  } catch {
    return 0;
  }
}

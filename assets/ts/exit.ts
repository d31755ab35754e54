/** Leaves at once: the page is emptied, the visit ended in the background, a harmless page shown in its place. */
export function quickExit(): void {
  const link = document.querySelector<HTMLAnchorElement>("a.quick-exit");
  const to = link?.dataset.to;
  if (!link || !to) return;

  let left = false;
  const leave = () => {
    left = true;
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

  // A page brought back from the browser's memory is empty: ask the server what may still be seen.
  addEventListener("pageshow", (event) => {
    if (event.persisted && left) location.reload();
  });
}

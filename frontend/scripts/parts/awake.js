// While a big QR is on the screen the screen stays on.
export function keepAwake() {
  if (!document.querySelector("[data-keep-awake]") || !navigator.wakeLock) return;
  const ask = () => navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask();
  });
  ask();
}

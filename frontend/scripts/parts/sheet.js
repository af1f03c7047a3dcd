// Half-screen sheets open by a link to their id. Here they also close with Escape.
export function closeSheetsWithEscape() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || location.hash.length < 2) return;
    const sheet = document.getElementById(location.hash.slice(1));
    if (!sheet || !sheet.classList.contains("sheet")) return;
    const opener = document.querySelector(`a[href="${location.hash}"]`);
    location.hash = "#page";
    if (opener) opener.focus();
  });
}

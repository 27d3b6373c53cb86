/**
 * The share link that the page was opened with, or null. Its secret leaves the address bar, the tab's way back and
 * every later copy of the address at once; it stays in memory until it is joined or dismissed. What the browser has
 * put on its own list of visited pages by then, no page can take away. Called before anything else reads the address.
 */
export function takeOpenedLink(): string | null {
  const { hash } = location;
  if (!hash.startsWith('#join=')) return null;
  history.replaceState(history.state, '', `${location.pathname}${location.search}#/`);
  return hash;
}

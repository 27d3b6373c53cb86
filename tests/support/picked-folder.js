/**
 * Makes the folder chooser of a page answer with a real folder of this machine. No test can work a chooser, but a drop
 * hands the browser's own handle over, which is what the chooser would give. Pages opened later in it are served as well.
 * @param {import('@playwright/test').Page} page @param {string} folder absolute path
 */
export async function pickFolder(page, folder) {
  await page.evaluate(() => {
    // The page is not to see that anything is held over it.
    const hide = (/** @type {Event} */ event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const dropped = new AbortController();
    const how = { capture: true, signal: dropped.signal };
    for (const type of ['dragenter', 'dragover', 'dragleave']) addEventListener(type, hide, how);
    addEventListener(
      'drop',
      (event) => {
        hide(event);
        dropped.abort();
        const handle = event.dataTransfer?.items[0]?.getAsFileSystemHandle();
        window.showDirectoryPicker = async () => handle;
      },
      how,
    );
  });
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data });
  await session.detach();
}

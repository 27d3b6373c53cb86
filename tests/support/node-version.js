/** Imported first by every command: an old Node gets a sentence instead of a syntax error. */
const LOWEST_NODE = 20;

const major = Number(process.versions.node.split('.')[0]);
if (major < LOWEST_NODE) {
  console.error(`Cairn needs Node ${LOWEST_NODE} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/** Tests run worker code under DOM types, which know nothing of what only workers have. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

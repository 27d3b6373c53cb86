/** Tests run worker code under DOM types, which know nothing of what only workers have. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
interface FileSystemSyncAccessHandle {
  write(bytes: AllowSharedBufferSource, options?: { at?: number }): number;
  close(): void;
}
interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}

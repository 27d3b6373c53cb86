import type { LiveBook } from '../book.ts';
import type { LiveBookOptions } from './book-options.ts';
import { FolderBook } from './live-book.ts';

/** Keeps what is read of one watched folder. */
export function makeLiveBook(options: LiveBookOptions): LiveBook {
  return new FolderBook(options);
}

/** Resolves or rejects as the work does, or rejects when it takes too long: a file in a cloud may wait for ever. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(new DOMException('The file does not answer.', 'TimeoutError'));
    timer = setTimeout(refuse, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A file is asked for so long how large it is. */
export const FILE_LIMIT_MS = 10_000;

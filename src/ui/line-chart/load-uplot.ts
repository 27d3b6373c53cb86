import type uPlot from 'uplot';

export type UPlotClass = typeof uPlot;

let loading: Promise<UPlotClass> | null = null;

/** The canvas library and its style sheet, once, when the first chart is seen. */
export function loadUPlot(): Promise<UPlotClass> {
  loading ??= withUsableLocale(async () => {
    const [library] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]);
    return library.default;
  }).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * The library formats numbers with navigator.language as soon as it is read, and throws where that is no language
 * tag: 'en-US@posix' or 'C' on machines with a bare locale. It sees plain English then.
 */
async function withUsableLocale<T>(load: () => Promise<T>): Promise<T> {
  if (isUsable(navigator.language)) return load();
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  try {
    return await load();
  } finally {
    Reflect.deleteProperty(navigator, 'language');
  }
}

function isUsable(language: string): boolean {
  try {
    new Intl.NumberFormat(language);
    return true;
  } catch {
    return false;
  }
}

import { timeFind } from './find-answers.ts';

self.onmessage = (event: MessageEvent<number>) => {
  // A rejection alone would not reach the page, which would wait for ever.
  timeFind(event.data).then((times) => self.postMessage(times), self.reportError);
};

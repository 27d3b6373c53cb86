import { expose, transfer } from 'comlink';
import { buffersOf } from '../src/rpc/staging-api.ts';
import { StagingHost } from './import/storing/staging-host.ts';

class StagingWorker extends StagingHost {
  override async stageChunks(...request: Parameters<StagingHost['stageChunks']>) {
    const givenBack = await super.stageChunks(...request);
    return givenBack && transfer(givenBack, buffersOf(givenBack));
  }
}

/** The one message from the page brings the way to the import worker. */
addEventListener('message', (event: MessageEvent<MessagePort>) => expose(new StagingWorker(), event.data), {
  once: true,
});

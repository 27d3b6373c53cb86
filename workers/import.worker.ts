import { expose, transfer, wrap } from 'comlink';
import { buffersOf, type StagingApi } from '../src/rpc/staging-api.ts';
import { ImportSession } from './import/session.ts';

class ImportWorker extends ImportSession {
  /** Called once, before anything else: the way to the staging worker. */
  async stageBy(port: MessagePort): Promise<void> {
    const remote = wrap<StagingApi>(port);
    this.staging = {
      stageChunks: (workspace, owner, chunks) =>
        remote.stageChunks(workspace, owner, transfer(chunks, buffersOf(chunks))),
      stagePack: (...request) => remote.stagePack(...request),
    };
  }
}

expose(new ImportWorker());

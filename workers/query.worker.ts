import { expose, transfer } from 'comlink';
import { seriesTransferables } from './query/series.ts';
import { QuerySession } from './query/session.ts';

class QueryWorker extends QuerySession {
  override async series(query: Parameters<QuerySession['series']>[0]) {
    const result = await super.series(query);
    return transfer(result, seriesTransferables(result));
  }
}

expose(new QueryWorker());

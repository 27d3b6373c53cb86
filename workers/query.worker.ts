import { expose, transfer } from 'comlink';
import { valueTransferables } from './query/column-values.ts';
import { openBroadcast } from './query/live/live-channel.ts';
import { seriesTransferables } from './query/series.ts';
import { QuerySession } from './query/session.ts';

class QueryWorker extends QuerySession {
  override async series(query: Parameters<QuerySession['series']>[0]) {
    const result = await super.series(query);
    return transfer(result, seriesTransferables(result));
  }

  override async columnValues(...asked: Parameters<QuerySession['columnValues']>) {
    const values = await super.columnValues(...asked);
    return transfer(values, valueTransferables(values));
  }
}

expose(new QueryWorker(openBroadcast));

import type { ChartModel, ColumnModel, LineModel, PackedChart } from './chart-model.ts';
import { ColumnPacker, ColumnUnpacker, type Packed } from './packed.ts';

export function packChart(model: ChartModel): PackedChart {
  const packer = new ColumnPacker();
  return mapColumns<Float64Array, Packed>(model, (column, canShare) => packer.pack(column, canShare));
}

export function unpackChart(chart: PackedChart): ChartModel {
  const unpacker = new ColumnUnpacker();
  return mapColumns<Packed, Float64Array>(chart, (packed) => unpacker.unpack(packed));
}

type Some<Column> = Column extends Packed ? PackedChart : ChartModel;

/** In an order that is the same both ways. */
function mapColumns<From extends Packed | Float64Array, To extends Packed | Float64Array>(
  chart: ChartModel | PackedChart,
  map: (column: From, canShare: boolean) => To,
): Some<To> {
  const values = (column: ColumnModel<unknown>) => ({ ...column, values: map(column.values as From, false) });
  const line = (one: LineModel<unknown>) => {
    const x = map(one.x as From, true);
    const y = map(one.y as From, false);
    const [raw, low, high] = [one.raw, one.low, one.high].map((part) => part && map(part as From, false));
    return { ...one, x, y, raw, low, high };
  };
  switch (chart.kind) {
    case 'lines':
      return { ...chart, lines: chart.lines.map(line) } as Some<To>;
    case 'scatter': {
      const [x, y] = [values(chart.x), values(chart.y)];
      return { ...chart, x, y, colour: chart.colour && values(chart.colour) } as Some<To>;
    }
    case 'parallel':
      return {
        ...chart,
        axes: chart.axes.map((axis) => ({ ...axis, column: values(axis.column) })),
      } as Some<To>;
    case 'bars':
      return chart as Some<To>;
  }
}

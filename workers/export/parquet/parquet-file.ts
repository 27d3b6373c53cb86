import { toUtf8 } from '../../../src/base/bytes.ts';
import { encodeColumn, type ParquetCells, type ParquetColumn } from './column-chunk.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { ThriftStruct } from './thrift-struct.ts';

const MAGIC = toUtf8('PAR1');
const OPTIONAL = 1;
const TIMESTAMP_MILLIS = 9;
const UTF8 = 0;
const PHYSICAL = { text: 6, number: 5, whole: 2, time: 2, flag: 0 } as const;

/**
 * A Parquet file, written row group by row group (https://parquet.apache.org/docs/file-format/). Whoever writes it
 * holds a row group; what the footer needs is some hundred bytes for each of them and each column.
 */
export class ParquetFile {
  private readonly groups: ThriftStruct[] = [];
  private offset = MAGIC.length;
  private rowCount = 0;

  constructor(private readonly columns: readonly ParquetColumn[]) {}

  head(): Uint8Array<ArrayBuffer> {
    return MAGIC;
  }

  /** A row group: cells of each column. Throws `NotWhole` where a whole column holds anything else. */
  group(count: number, cells: readonly ParquetCells[]): Uint8Array<ArrayBuffer> {
    const out = new GrowingBytes();
    const chunks = this.columns.map((column, index) => {
      const from = this.offset + out.length;
      const chunk = encodeColumn(column, cells[index]!, count);
      out.add(chunk.bytes);
      const about = new ThriftStruct()
        .i32(1, PHYSICAL[column.type])
        .i32s(2, chunk.encodings)
        .texts(3, [column.name])
        .i32(4, chunk.codec)
        .i64(5, count)
        .i64(6, chunk.plainBytes)
        .i64(7, chunk.bytes.length)
        .i64(9, from + chunk.dataAt);
      if (chunk.dataAt > 0) about.i64(11, from);
      about.struct(12, chunk.statistics);
      return new ThriftStruct().i64(2, from).struct(3, about);
    });
    this.groups.push(new ThriftStruct().structs(1, chunks).i64(2, out.length).i64(3, count));
    this.offset += out.length;
    this.rowCount += count;
    return out.take();
  }

  foot(): Uint8Array<ArrayBuffer> {
    const root = new ThriftStruct().text(4, 'schema').i32(5, this.columns.length);
    const footer = new ThriftStruct()
      .i32(1, 2)
      .structs(2, [root, ...this.columns.map(schemaElement)])
      .i64(3, this.rowCount)
      .structs(4, this.groups)
      .text(6, 'Cairn')
      .structs(
        7,
        this.columns.map(() => new ThriftStruct().struct(1, new ThriftStruct())),
      )
      .bytes();
    return new GrowingBytes().add(footer).u32(footer.length).add(MAGIC).take();
  }
}

function schemaElement({ name, type }: ParquetColumn): ThriftStruct {
  const element = new ThriftStruct().i32(1, PHYSICAL[type]).i32(3, OPTIONAL).text(4, name);
  if (type === 'text') element.i32(6, UTF8).struct(10, new ThriftStruct().struct(1, new ThriftStruct()));
  if (type === 'time') {
    const milliseconds = new ThriftStruct().struct(1, new ThriftStruct());
    const logical = new ThriftStruct().bool(1, true).struct(2, milliseconds);
    element.i32(6, TIMESTAMP_MILLIS).struct(10, new ThriftStruct().struct(8, logical));
  }
  return element;
}

"""How long pandas and pyarrow take for a table: every cell read. Prints a line each: name, ms, ms of processor time, cells."""

import sys
import time

import pandas
import pyarrow.csv
import pyarrow.parquet

path = sys.argv[1]
is_parquet = path.endswith('.parquet')
readers = {
    'pandas': pandas.read_parquet if is_parquet else pandas.read_csv,
    'pyarrow': pyarrow.parquet.read_table if is_parquet else pyarrow.csv.read_csv,
}
for name, read in readers.items():
    started, busy = time.perf_counter(), time.process_time()
    rows, columns = read(path).shape
    ms = (time.perf_counter() - started) * 1000
    print(name, ms, (time.process_time() - busy) * 1000, rows * columns)

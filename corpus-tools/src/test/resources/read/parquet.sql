-- Writes rows.*.parquet with DuckDB (duckdb < parquet.sql); each codec in a file of its own.
CREATE TABLE rows AS SELECT * FROM (VALUES
  (1, 'The first row has a text of its own.'),
  (2, '第二行是中文。'),
  (3, NULL),
  (4, E'Two lines\nin one row.'),
  (5, 'The first row has a text of its own.')) AS t(number, text);
COPY rows TO 'rows.none.parquet' (FORMAT parquet, CODEC 'uncompressed');
COPY rows TO 'rows.snappy.parquet' (FORMAT parquet, CODEC 'snappy');
COPY rows TO 'rows.gzip.parquet' (FORMAT parquet, CODEC 'gzip');
COPY rows TO 'rows.zstd.parquet' (FORMAT parquet, CODEC 'zstd');

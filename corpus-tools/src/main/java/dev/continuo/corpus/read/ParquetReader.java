package dev.continuo.corpus.read;

import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The text column of each row of a Parquet file; a document's number is that of its row. */
final class ParquetReader implements DocumentSource {

  /** Long documents make large batches, some of which are decoded ahead. */
  private static final int BATCH_ROWS = 64;

  private final SourceFile documents;
  private final HardwoodContext context;
  private final ParquetFileReader file;
  private final ColumnReader column;
  private byte[] values = {};
  private int[] offsets = {0};
  private Validity validity = Validity.NO_NULLS;
  private int row;
  private int rows;

  private ParquetReader(
      SourceFile documents, HardwoodContext context, ParquetFileReader file, ColumnReader column) {
    this.documents = documents;
    this.context = context;
    this.file = file;
    this.column = column;
  }

  static ParquetReader open(Path path, SourceFile documents) throws IOException {
    HardwoodContext context = HardwoodContext.create(1);
    try {
      ParquetFileReader file = ParquetFileReader.open(InputFile.of(path), context);
      try {
        int index = column(file, documents.options().textField()).columnIndex();
        ColumnReader column = file.buildColumnReader(index).batchSize(BATCH_ROWS).build();
        return new ParquetReader(documents, context, file, column);
      } catch (RuntimeException | IOException e) {
        file.close();
        throw e;
      }
    } catch (RuntimeException | IOException e) {
      context.close();
      throw broken(e);
    }
  }

  private static ColumnSchema column(ParquetFileReader file, String name) throws IOException {
    List<ColumnSchema> columns = file.getFileSchema().getColumns();
    for (ColumnSchema column : columns) {
      if (column.fieldPath().matchesDottedName(name)
          && column.maxRepetitionLevel() == 0
          && column.type() == PhysicalType.BYTE_ARRAY) {
        return column;
      }
    }
    throw new ReadException(
        "missing-field",
        "expected a column of strings \"%s\", found the columns %s; name another text field"
            .formatted(
                name,
                columns.stream()
                    .map(column -> column.fieldPath().toString())
                    .collect(Collectors.joining(", "))));
  }

  private static IOException broken(Exception failure) {
    return switch (failure) {
      case ReadException named -> named;
      case UnsupportedOperationException e ->
          new ReadException(
              "unsupported-parquet",
              "expected a compression that can be undone, found another: " + e.getMessage(),
              e);
      default ->
          new ReadException(
              "broken-parquet",
              "expected a whole Parquet file, found a damaged one (%s); fetch it again"
                  .formatted(failure.getMessage()),
              failure);
    };
  }

  @Override
  public ReadResult next() throws IOException {
    return row < rows || nextBatch() ? document(row++) : ReadResult.ENDED;
  }

  private boolean nextBatch() throws IOException {
    try {
      if (!column.nextBatch()) {
        return false;
      }
      row = 0;
      rows = column.getRecordCount();
      values = column.getBinaryValues();
      offsets = column.getBinaryOffsets();
      validity = column.getLeafValidity();
      return true;
    } catch (RuntimeException e) {
      throw broken(e);
    }
  }

  private ReadResult document(int at) {
    int length = offsets[at + 1] - offsets[at];
    if (validity.isNull(at)) {
      return documents.lost(
          "missing-field",
          "expected text in the column \"%s\", found null"
              .formatted(documents.options().textField()));
    }
    if (length > documents.options().maximumDocumentBytes()) {
      return documents.loseTooLong();
    }
    return documents.take(values, offsets[at], length);
  }

  @Override
  public void close() throws IOException {
    try (context) {
      column.close();
      file.close();
    }
  }
}

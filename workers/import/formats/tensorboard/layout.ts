import type { WireReader } from '../../../../src/base/protobuf.ts';

interface Chart {
  title: string;
  /** Patterns of tags, drawn into one chart. */
  tags?: string[];
  /** Lines with a band around them. */
  margins?: { value: string; lower: string; upper: string }[];
}

interface Category {
  title: string;
  charts: Chart[];
}

const MOST = 1000;
const LONGEST = 5000;

/** The layout that the custom_scalars plugin shows: its categories of charts. */
export function readLayout(reader: WireReader): { readonly categories: readonly Category[] } {
  const categories: Category[] = [];
  while (reader.next())
    if (reader.field === 2 && categories.length < MOST) categories.push(readCategory(reader.message()));
  return { categories };
}

function readCategory(reader: WireReader): Category {
  const category: Category = { title: '', charts: [] };
  while (reader.next()) {
    if (reader.field === 1) category.title = reader.text(LONGEST);
    else if (reader.field === 2 && category.charts.length < MOST)
      category.charts.push(readChart(reader.message()));
  }
  return category;
}

function readChart(reader: WireReader): Chart {
  const chart: Chart = { title: '' };
  while (reader.next()) {
    if (reader.field === 1) chart.title = reader.text(LONGEST);
    else if (reader.field === 2) chart.tags = readTags(reader.message());
    else if (reader.field === 3) chart.margins = readMargins(reader.message());
  }
  return chart;
}

function readTags(reader: WireReader): string[] {
  const tags: string[] = [];
  while (reader.next()) if (reader.field === 1 && tags.length < MOST) tags.push(reader.text(LONGEST));
  return tags;
}

function readMargins(reader: WireReader): { value: string; lower: string; upper: string }[] {
  const margins: { value: string; lower: string; upper: string }[] = [];
  while (reader.next()) {
    if (reader.field !== 1 || margins.length >= MOST) continue;
    const margin = { value: '', lower: '', upper: '' };
    const series = reader.message();
    while (series.next()) {
      if (series.field === 1) margin.value = series.text(LONGEST);
      else if (series.field === 2) margin.lower = series.text(LONGEST);
      else if (series.field === 3) margin.upper = series.text(LONGEST);
    }
    margins.push(margin);
  }
  return margins;
}

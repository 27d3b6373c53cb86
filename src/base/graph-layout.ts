/** What is to be placed. Sizes and places are pixels. */
export interface LayoutQuery {
  readonly direction: 'right' | 'down';
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  /** `labelWidth` is 0 where there is no label. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly labelWidth: number }[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Index-aligned with the query. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Centres. */
  readonly nodes: readonly Point[];
  readonly edges: readonly { readonly points: readonly Point[]; readonly label: Point | null }[];
}

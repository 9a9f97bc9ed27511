/** The six comparisons of a btree operator class, `<>` included as the negation of equality. */
export type Comparison = '<' | '<=' | '=' | '<>' | '>=' | '>';

/** The catalogue of findings. */
export type FindingCode = string;

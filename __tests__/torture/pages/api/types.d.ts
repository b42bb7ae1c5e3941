export declare const nothing: 1;

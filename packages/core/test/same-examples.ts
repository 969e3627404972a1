import fc from 'fast-check'
import { isLong } from './fault-report.ts'

/**
 * A run of all tests tries properties on the same examples every time, so that what it says of a change is about that change.
 * The tests of one package by themselves, and the full counts, draw new ones.
 */
if (!isLong) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 })

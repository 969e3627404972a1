import { rmSync } from 'node:fs'
import { bundleExtension, bundlePrograms, root } from './bundles.ts'
import { writeSchemas } from './schemas.ts'

/** Bundles the extension, the server it starts, and its tools for other assistants, with no modules to install beside them, and the JSON schemas of a script's files. */
rmSync(`${root}dist`, { recursive: true, force: true })
await bundleExtension()
await bundlePrograms()
await writeSchemas(`${root}dist`)

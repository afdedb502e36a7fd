import { Type, type Static } from 'typebox'
import { Instant, Line, Sha256, Strict, Uuid, Words } from '../kit/primitives.ts'

/** What may be attached, recognised by content: a name or a header says nothing. */
export const MEDIA_TYPES = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const

/** The extensions of these types, for the choice of a file. */
export const EXTENSIONS = ['.pdf', '.jpg', '.jpeg', '.png', '.odt', '.ods', '.docx', '.xlsx'] as const

/** Of one file: 10 MiB. */
export const MOST_BYTES = 10 * 1024 * 1024

/** `unscanned`: no scanner is configured. An infected file is never served. */
export const ScanStatus = Words(['pending', 'clean', 'infected', 'unscanned'], 'ScanStatus')
export type ScanStatus = Static<typeof ScanStatus>

export const StoredFile = Strict(
  {
    fileId: Uuid,
    /** As its owner named it; never a path. */
    name: Line(200),
    mediaType: Words(MEDIA_TYPES, 'MediaType'),
    byteSize: Type.Integer({ minimum: 1, maximum: MOST_BYTES }),
    sha256: Sha256,
    scanStatus: ScanStatus,
    createdAt: Instant,
  },
  'StoredFile',
)
export type StoredFile = Static<typeof StoredFile>

export const StoredFileList = Strict({ items: Type.Array(StoredFile) }, 'StoredFileList')

/** An address that works without a session until `expiresAt`. */
export const FileLink = Strict({ url: Type.String({ maxLength: 2_000 }), expiresAt: Instant }, 'FileLink')
export type FileLink = Static<typeof FileLink>

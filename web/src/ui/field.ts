/** What every field takes beside its value. */
export type FieldProps = {
  /** Give that of `fieldId(pointer)` in a form, so that the error summary can link to it. */
  id?: string | undefined
  label: string
  hint?: string | undefined
  /** The message of the error; with one, the field is marked as invalid. */
  error?: string | undefined
  isRequired?: boolean
  /** Says « facultatif » beside the label. */
  isOptional?: boolean
  /** Only where something visible already names the field, e.g. in a table. */
  isLabelHidden?: boolean
  isDisabled?: boolean
}

/** The attributes that tie a control to its label, hint and error. */
export type FieldSlot = {
  id: string
  describedBy: string | undefined
  isInvalid: boolean
}

"""A FHIR R4 Bundle in, what it says of the guideline's facts out."""

"""FHIR R4 resources as whole documents: checked here, and later written here."""

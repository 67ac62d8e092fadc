"""The border of health-data standards, sharing its name with the package `fhir.resources` (docs/adr/0001)."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)

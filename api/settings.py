"""The settings: environment variables IMAGING_CDS_*, each with a default that makes `make run` work."""

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, with what it is for; docs/settings.md shows the same table."""

    model_config = SettingsConfigDict(env_prefix="IMAGING_CDS_", extra="ignore", frozen=True)

    database: Path = Field(Path("var/imaging-cds.db"), description="File of the decision log (SQLite)")
    site_key_file: Path | None = Field(
        None, description="File of the site key; default: beside the database, made at first start with mode 0600"
    )
    site_file: Path | None = Field(None, description="site.yaml: local codes, locations and reasons to facts")
    clients_file: Path | None = Field(
        None, description="clients.yaml: who may ask, and how each is answered; read again when it changes"
    )
    hl7_file: Path | None = Field(
        None, description="hl7.yaml: where HL7 v2 messages are listened for, whose are taken, where decisions are sent"
    )
    guidelines_dir: Path | None = Field(
        None,
        description="Folder of facts.yaml and guidelines/, as in rules/; default: the own",
    )
    guideline: str = Field("ksr-kstr-2020", description="The active guideline, used where a request names none")
    site_timezone: str = Field("Asia/Seoul", description="Zone of times that are written without one")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0: any that is free")
    public_url: str = Field(
        "",
        description="The address others reach the service by, for links and tokens; needed, and https, with clients",
    )
    log_format: str = Field(
        "json", pattern="^(json|text)$", description="Form of the program's own messages: json or text"
    )
    demo: bool = Field(
        default=False, description="1: accept other hosts, and mark every page and record as a demonstration"
    )

    @field_validator("site_timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, OSError):
            message = "not a time zone"
            raise ValueError(message) from None
        return name

    @property
    def key_file(self) -> Path:
        """The file of the site key."""
        return self.site_key_file or self.database.with_suffix(".key")

"""A private nginx that buffers, as many authorities' proxies do.

It stands in front of a server of ours and holds each answer back until its buffer is full or the
answer ends: an event stream then seems silent. Mire must still work behind it::

    with BufferingProxy(upstream_port=8000) as proxy:
        open(proxy.url)

Or on the configuration that we hand out (`deploy/nginx.conf`), over TLS, whose logs can be read::

    with ExampleProxy(upstream_port=8000) as proxy:
        open(proxy.url)
        assert "secret" not in proxy.logged()
"""

import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.ports import free_port, wait_for_port
from tools.provision import find_nginx

# `proxy_buffering` alone lets chunks through as they come; compressing holds them back until its
# own buffer is full, for clients that accept it, as browsers do.
# `proxy_ignore_headers` makes it deaf to X-Accel-Buffering, by which a stream could ask for mercy:
# other makes of proxy don't know that header.
CONFIGURATION = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    client_max_body_size 10m;
    location / {{
      proxy_pass http://127.0.0.1:{upstream_port};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_buffering on;
      proxy_buffer_size 64k;
      proxy_buffers 8 256k;
      proxy_busy_buffers_size 512k;
      proxy_ignore_headers X-Accel-Buffering;
      gzip on;
      gzip_types text/event-stream;
      gzip_proxied any;
      proxy_read_timeout {read_timeout_seconds}s;
    }}
  }}
}}
"""


EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
AROUND_THE_EXAMPLE = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log {folder}/others.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {example}
}}
"""


class _Nginx:
    """nginx on a free loopback port, before `upstream_port`, until its block ends."""

    scheme = "http"

    def __init__(self, *, upstream_port: int) -> None:
        program = find_nginx()
        if program is None:
            message = "no nginx here: run `make setup-system`"
            raise RuntimeError(message)
        self._program = program
        self.upstream_port = upstream_port
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="mire-nginx-"))
        self.folder.chmod(0o755)  # its processes may be another account's
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def _configuration(self) -> str:
        raise NotImplementedError

    def __enter__(self) -> Self:
        configuration = self.folder / "nginx.conf"
        try:
            configuration.write_text(self._configuration(), encoding="utf-8")
            self._start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    def restart(self) -> None:
        """End it, its connections cut, and start it again on the same port."""
        self._end()
        self._start()

    def _start(self) -> None:
        configuration = self.folder / "nginx.conf"
        self._process = subprocess.Popen(
            (self._program, "-p", self.folder, "-c", configuration, "-e", self.folder / "log"),
            stdin=subprocess.DEVNULL,
        )
        wait_for_port(self.port)

    def _end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _remove(self) -> None:
        self._end()
        shutil.rmtree(self.folder, ignore_errors=True)


class BufferingProxy(_Nginx):
    """One that holds answers back, and cuts streams silent for too long."""

    def __init__(self, *, upstream_port: int, read_timeout_seconds: int = 60) -> None:
        super().__init__(upstream_port=upstream_port)
        self.read_timeout_seconds = read_timeout_seconds

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            folder=self.folder,
            port=self.port,
            upstream_port=self.upstream_port,
            read_timeout_seconds=self.read_timeout_seconds,
        )


class ExampleProxy(_Nginx):
    """The configuration of `deploy/nginx.conf`, over TLS with a certificate of its own.

    Only places change: ports, folders, the name it answers under.
    """

    scheme = "https"

    def __init__(self, *, upstream_port: int) -> None:
        super().__init__(upstream_port=upstream_port)
        self.plain_port = free_port()

    def logged(self) -> str:
        """Return what stands in every log that nginx wrote."""
        logs = sorted(self.folder.glob("*log"))
        return "\n".join(each.read_text(encoding="utf-8") for each in logs)

    def _configuration(self) -> str:
        certify(self.folder)
        written = EXAMPLE.read_text(encoding="utf-8")
        for was, becomes in (
            ("127.0.0.1:8000", f"127.0.0.1:{self.upstream_port}"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("Host $host;", f"Host $host:{self.port};"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            ("server_name laboratoire.example.org;", "server_name localhost 127.0.0.1;"),
            ("/etc/ssl/", f"{self.folder}/"),
            ("/var/log/nginx/", f"{self.folder}/"),
            ("/var/cache/nginx/", f"{self.folder}/cache-"),
        ):
            if was not in written:
                message = f"deploy/nginx.conf says no more: {was}"
                raise RuntimeError(message)
            written = written.replace(was, becomes)
        return AROUND_THE_EXAMPLE.format(folder=self.folder, example=written)


def certify(folder: Path) -> None:
    """Write a certificate for this machine, and its key, as the example names them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "laboratoire.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "laboratoire.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )

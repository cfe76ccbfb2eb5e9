"""A private nginx that buffers, as many authorities' proxies do.

It stands in front of a server of ours and holds each answer back until its buffer is full or the
answer ends: an event stream then seems silent. Mire must still work behind it::

    with BufferingProxy(upstream_port=8000) as proxy:
        open(proxy.url)
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

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


class BufferingProxy:
    """nginx on a free loopback port, before `upstream_port`; cuts streams silent for too long."""

    def __init__(self, *, upstream_port: int, read_timeout_seconds: int = 60) -> None:
        program = find_nginx()
        if program is None:
            message = "no nginx here: run `make setup-system`"
            raise RuntimeError(message)
        self._program = program
        self.upstream_port = upstream_port
        self.read_timeout_seconds = read_timeout_seconds
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="mire-nginx-"))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=self.folder,
                port=self.port,
                upstream_port=self.upstream_port,
                read_timeout_seconds=self.read_timeout_seconds,
            )
        )
        try:
            self._process = subprocess.Popen(
                (self._program, "-p", self.folder, "-c", configuration, "-e", self.folder / "log"),
                stdin=subprocess.DEVNULL,
            )
            wait_for_port(self.port)
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

    def _remove(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

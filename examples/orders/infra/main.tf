resource "aws_security_group" "orders" {
  name        = "orders"
  description = "Who may reach the orders service"

  ingress {
    description = "requests of the shop"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }

  ingress {
    description = "shell of the nodes"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
